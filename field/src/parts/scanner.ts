/** The camera reads QR codes: by the phone's own detector where it has one, else by a library that is fetched then. */

type Detector = { detect(from: CanvasImageSource): Promise<{ rawValue: string }[]> }
type Reader = (video: HTMLVideoElement) => Promise<string>

const EVERY_MS = 200
const WIDEST = 640

async function reader(): Promise<Reader> {
  const Native = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector
  if (Native) {
    try {
      const detector = new Native({ formats: ['qr_code'] })
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? ''
    } catch {
      // it is named but does not work here: the library does
    }
  }
  const { default: jsQR } = await import('jsqr')
  const canvas = document.createElement('canvas')
  const drawn = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    if (!drawn || !video.videoWidth) return ''
    const scale = Math.min(1, WIDEST / video.videoWidth)
    canvas.width = video.videoWidth * scale
    canvas.height = video.videoHeight * scale
    drawn.drawImage(video, 0, 0, canvas.width, canvas.height)
    const image = drawn.getImageData(0, 0, canvas.width, canvas.height)
    return jsQR(image.data, image.width, image.height)?.data ?? ''
  }
}

/** Shows the camera in `video` and calls `found` with each code read; the function that it returns stops it. */
export async function watch(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  video.srcObject = stream
  await video.play()
  const read = await reader()
  let last = ''
  const timer = setInterval(() => {
    void read(video).then(
      (text) => {
        if (text && text !== last) found(text)
        last = text || last
      },
      () => undefined,
    )
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}
