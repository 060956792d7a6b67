/**
 * A map without tiles: `<div data-map data-src="…geojson" data-list-label="…" data-no-figure="…">`.
 *
 * Features carry {id, name, url, value, label}; value 0..1 colours, null is
 * "no figure". The same units stand below as a list of links, for keyboards
 * and screen readers.
 */
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'

import './map.css'
import { load, mountAll } from './mount'

type Properties = { id: string; name: string; url?: string; value?: number | null; label?: string }
type Units = FeatureCollection<Geometry, Properties>

const STEPS = ['#dfe9e6', '#b9d5d0', '#8cbdb7', '#5aa09b', '#2d8080', '#0f5e63']
const NO_FIGURE = '#d9d6ce'
const INK = '#5b6472'
const ACCENT = '#b4540a'

export function colourOf(value: number | null | undefined): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return NO_FIGURE
  const step = Math.floor(Math.min(Math.max(value, 0), 1) * STEPS.length)
  return STEPS[Math.min(step, STEPS.length - 1)] ?? NO_FIGURE
}

function wordsOf(properties: Properties): HTMLElement {
  const box = document.createElement('span')
  const name = document.createElement('strong')
  name.textContent = properties.name
  box.append(name)
  if (properties.label) box.append(document.createElement('br'), document.createTextNode(properties.label))
  return box
}

function styleOf(feature?: Feature<Geometry, Properties>): L.PathOptions {
  return { color: INK, weight: 1, opacity: 0.7, fillColor: colourOf(feature?.properties.value), fillOpacity: 0.9 }
}

/** What the colours mean: from none to all, and without a figure. */
function legendOf(noFigure: string): HTMLElement {
  const legend = document.createElement('p')
  legend.className = 'pankti-map-legend'
  const swatch = (colour: string): HTMLElement => {
    const box = document.createElement('i')
    box.style.backgroundColor = colour
    return box
  }
  const scale = document.createElement('span')
  scale.append('0 %', ...STEPS.map(swatch), '100 %')
  legend.append(scale)
  if (noFigure) {
    const none = document.createElement('span')
    none.append(swatch(NO_FIGURE), noFigure)
    legend.append(none)
  }
  return legend
}

function listOf(units: Units): HTMLElement {
  const list = document.createElement('ul')
  const sorted = [...units.features].sort((a, b) => a.properties.name.localeCompare(b.properties.name))
  for (const { properties } of sorted) {
    const item = document.createElement('li')
    const swatch = document.createElement('i')
    swatch.style.backgroundColor = colourOf(properties.value)
    const name = document.createElement(properties.url ? 'a' : 'span')
    name.textContent = properties.name
    if (properties.url && name instanceof HTMLAnchorElement) name.href = properties.url
    item.append(swatch, name)
    if (properties.label) item.append(document.createTextNode(` ${properties.label}`))
    list.append(item)
  }
  return list
}

function mount(element: HTMLElement): { refresh: () => void } {
  const canvas = document.createElement('div')
  canvas.className = 'pankti-map'
  canvas.setAttribute('role', 'group') // the list below says the same in words
  const heading = element.closest('[aria-labelledby]')?.getAttribute('aria-labelledby')
  if (heading) canvas.setAttribute('aria-labelledby', heading)
  const details = document.createElement('details')
  details.className = 'pankti-map-list'
  const summary = document.createElement('summary')
  summary.textContent = element.dataset['listLabel'] ?? 'List'
  details.append(summary)
  element.append(canvas, legendOf(element.dataset['noFigure'] ?? ''), details)

  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  const map = L.map(canvas, {
    attributionControl: false,
    keyboard: false,
    scrollWheelZoom: false,
    zoomSnap: 0.25,
    zoomAnimation: !still,
    fadeAnimation: !still,
  })
  let layer: L.GeoJSON<Properties> | null = null
  let drawn = false

  const draw = async (): Promise<void> => {
    const units = await load<Units>(element)
    if (!units) return
    const shown = units.features.filter((feature) => feature.geometry)
    element.toggleAttribute('data-empty-map', shown.length === 0)
    layer?.remove()
    layer = L.geoJSON<Properties>(units, {
      style: styleOf,
      pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 5 }),
      onEachFeature: (feature, path) => {
        path.bindTooltip(() => wordsOf(feature.properties), { sticky: true })
        const shape = path as L.Path
        path.on('mouseover', () => shape.setStyle({ color: ACCENT, weight: 2.5 }))
        path.on('mouseout', () => shape.setStyle(styleOf(feature)))
        if (feature.properties.url) path.on('click', () => window.location.assign(String(feature.properties.url)))
      },
    }).addTo(map)
    details.querySelector('ul')?.remove()
    details.append(listOf(units))
    const bounds = layer.getBounds()
    if (!drawn && bounds.isValid()) {
      map.fitBounds(bounds, { padding: [8, 8], animate: false })
      drawn = true
    }
  }
  void draw()
  if ('ResizeObserver' in window) new ResizeObserver(() => map.invalidateSize()).observe(canvas)
  return { refresh: () => void draw() }
}

mountAll('[data-map]', mount)
