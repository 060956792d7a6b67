/** Reads aloud with the phone's own voices. */
import { ref } from 'vue'

export const canSpeak = typeof window !== 'undefined' && 'speechSynthesis' in window
/** What is being read now. */
export const reading = ref<string | null>(null)

function voiceFor(lang: string): SpeechSynthesisVoice | null {
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.replace('_', '-').toLowerCase().startsWith(lang))
  return voices.find((voice) => voice.lang.replace('_', '-').toLowerCase() === `${lang}-in`) ?? voices.find((voice) => voice.localService) ?? voices[0] ?? null
}

export function hush(): void {
  reading.value = null
  if (canSpeak) speechSynthesis.cancel()
}

/** Reads parts one after the other, each in its own language; the same key again stops. */
export function readAloud(key: string, parts: { text: string; lang: string }[]): void {
  const again = reading.value === key
  hush()
  if (again || !canSpeak) return
  const said = parts.filter((part) => part.text.trim())
  reading.value = key
  said.forEach((part, index) => {
    const utterance = new SpeechSynthesisUtterance(part.text)
    utterance.lang = `${part.lang}-IN`
    utterance.voice = voiceFor(part.lang)
    utterance.rate = 0.9
    if (index === said.length - 1) utterance.onend = utterance.onerror = () => reading.value === key && (reading.value = null)
    speechSynthesis.speak(utterance)
  })
}
