/**
 * The curve to the last unit: `<div data-curve data-src="…json">`.
 *
 * JSON: {points: [[seconds, count], …], expected, p50, p90, p99, last, labels}.
 * Time runs on a scale that gives the first minutes and the last days room
 * alike; marks stand at p50, p90, p99 and the last answer.
 */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

import './curve.css'
import { load, mountAll, token } from './mount'

type Mark = 'p50' | 'p90' | 'p99' | 'last'
type Labels = Partial<Record<Mark | 'answered' | 'expected' | 'second' | 'minute' | 'hour' | 'day' | 'empty', string>>
type Curve = { points: [number, number][]; expected: number; labels?: Labels } & Partial<Record<Mark, number | null>>

const MARKS: Mark[] = ['p50', 'p90', 'p99', 'last']
const TICKS = [
  1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, 86400, 3 * 86400, 7 * 86400, 14 * 86400, 30 * 86400, 90 * 86400, 365 * 86400,
]

/** Seconds to a place on the axis, and back. */
export const place = (seconds: number): number => Math.log10(1 + Math.max(0, seconds) / 10)
export const seconds = (at: number): number => (Math.pow(10, at) - 1) * 10

export function wordsOf(s: number, labels: Labels): string {
  const say = (n: number, unit: string): string => `${n >= 10 || Number.isInteger(n) ? Math.round(n) : n.toFixed(1)} ${unit}`
  if (s < 60) return say(Math.round(s), labels.second ?? 's')
  if (s < 3600) return say(Math.round(s / 6) / 10, labels.minute ?? 'min')
  if (s < 86400) return say(Math.round(s / 360) / 10, labels.hour ?? 'h')
  return say(Math.round(s / 8640) / 10, labels.day ?? 'd')
}

/** Tick places within the axis, thinned so that words do not touch. */
export function ticksWithin(from: number, to: number, width: number): number[] {
  const within = TICKS.map(place).filter((at) => at >= from && at <= to)
  const gap = (60 / Math.max(width, 60)) * (to - from)
  const kept: number[] = []
  for (const at of within) if (kept.length === 0 || at - (kept[kept.length - 1] ?? 0) >= gap) kept.push(at)
  return kept
}

const count = (n: number): string => n.toLocaleString('en-IN')

function drawMarks(chart: uPlot, curve: Curve, accent: string, ink: string): void {
  const { ctx, bbox } = chart
  ctx.save()
  ctx.font = `${12 * devicePixelRatio}px "Noto Sans Devanagari", sans-serif`
  ctx.textBaseline = 'top'
  let row = 0
  let lastRight = -Infinity
  for (const mark of MARKS) {
    const at = curve[mark]
    if (at === null || at === undefined) continue
    const x = chart.valToPos(place(at), 'x', true)
    const words = curve.labels?.[mark] ?? mark
    const width = ctx.measureText(words).width
    const left = x + width + 8 > bbox.left + bbox.width ? x - width - 6 : x + 6
    row = left < lastRight + 6 ? row + 1 : 0
    lastRight = Math.max(lastRight, left + width)
    ctx.strokeStyle = accent
    ctx.lineWidth = devicePixelRatio
    ctx.setLineDash(mark === 'last' ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillStyle = ink
    ctx.fillText(words, left, bbox.top + 2 + row * 16 * devicePixelRatio)
    if (mark === 'last') {
      const final = curve.points[curve.points.length - 1]
      if (final) {
        ctx.fillStyle = accent
        ctx.beginPath()
        ctx.arc(x, chart.valToPos(final[1], 'y', true), 5 * devicePixelRatio, 0, 2 * Math.PI)
        ctx.fill()
      }
    }
  }
  ctx.restore()
}

function mount(element: HTMLElement): { refresh: () => void } {
  const box = document.createElement('div')
  box.className = 'pankti-curve'
  const says = document.createElement('p')
  says.className = 'pankti-curve-says'
  element.append(box, says)
  let chart: uPlot | null = null
  let curve: Curve | null = null

  const say = (index: number | null | undefined): void => {
    if (!curve) return
    const labels = curve.labels ?? {}
    const point = curve.points[index ?? curve.points.length - 1]
    says.textContent = point
      ? `${wordsOf(point[0], labels)} · ${count(point[1])} / ${count(curve.expected)}${labels.answered ? ` ${labels.answered}` : ''}`
      : (labels.empty ?? '')
  }

  const draw = (): void => {
    chart?.destroy()
    chart = null
    if (!curve) return
    say(null)
    if (curve.points.length === 0) return
    const shown = curve
    const accent = token(element, '--accent', '#0f5e63')
    const ink = token(element, '--quiet', '#5b6472')
    const line = token(element, '--line', '#e3e0d8')
    const times = shown.points.map(([s]) => place(s))
    const counts = shown.points.map(([, n]) => n)
    const end = Math.max(times[times.length - 1] ?? 1, place(60)) * 1.03
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: '12px "Noto Sans Devanagari", sans-serif' }
    chart = new uPlot(
      {
        width: Math.max(box.clientWidth, 240),
        height: Math.max(box.clientHeight, 200),
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false, points: { size: 8 } },
        scales: { x: { time: false, range: () => [0, end] }, y: { range: () => [0, Math.max(shown.expected, counts[counts.length - 1] ?? 0, 1) * 1.02] } },
        axes: [
          {
            ...axis,
            splits: (plot) => ticksWithin(0, end, plot.bbox.width / devicePixelRatio),
            values: (_plot, at) => at.map((one) => wordsOf(Math.round(seconds(one)), shown.labels ?? {})),
          },
          { ...axis, size: 72, values: (_plot, at) => at.map((n) => (Number.isInteger(n) ? count(n) : '')) },
        ],
        series: [{}, { stroke: accent, width: 2, fill: `${accent}22`, points: { show: false }, ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}) }],
        hooks: { draw: [(plot) => drawMarks(plot, shown, accent, ink)], setCursor: [(plot) => say(plot.cursor.idx)] },
      },
      [times, counts],
      box,
    )
  }

  const refresh = async (): Promise<void> => {
    const fresh = await load<Curve>(element)
    if (!fresh) return
    curve = fresh
    draw()
  }
  void refresh()
  let width = box.clientWidth
  if ('ResizeObserver' in window) {
    new ResizeObserver(() => {
      if (box.clientWidth !== width) {
        width = box.clientWidth
        draw()
      }
    }).observe(box)
  }
  return { refresh: () => void refresh() }
}

mountAll('[data-curve]', mount)
