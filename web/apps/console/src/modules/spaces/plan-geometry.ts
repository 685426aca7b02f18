export type Position = [number, number]
export type Ring = Position[]
export type System = 'drawn' | 'geographic'

const METRES_A_DEGREE = 111_320

/** A flat sheet in metres, y downwards, on which the plan is drawn; geographic rings are laid on it from their middle. */
export interface Sheet {
  width: number
  height: number
  to: (position: Position) => Position
  from: (position: Position) => Position
}

/** For a plan of degrees the sheet is as large as what lies on it, with a margin. */
export function sheetOf(system: System, width: number, height: number, rings: Ring[]): Sheet {
  if (system === 'drawn') return { width, height, to: (position) => position, from: ([x, y]) => [round(x, 2), round(y, 2)] }
  const every = rings.flat()
  if (every.length === 0) return { width, height, to: (position) => position, from: (position) => position }
  const west = Math.min(...every.map(([x]) => x))
  const east = Math.max(...every.map(([x]) => x))
  const south = Math.min(...every.map(([, y]) => y))
  const north = Math.max(...every.map(([, y]) => y))
  const across = METRES_A_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180)
  const wide = (east - west) * across
  const high = (north - south) * METRES_A_DEGREE
  const margin = Math.max(10, Math.max(wide, high) * 0.06)
  return {
    width: wide + 2 * margin,
    height: high + 2 * margin,
    to: ([lon, lat]) => [(lon - west) * across + margin, (north - lat) * METRES_A_DEGREE + margin],
    from: ([x, y]) => [round((x - margin) / across + west, 8), round(north - (y - margin) / METRES_A_DEGREE, 8)],
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

export function pathOf(rings: Ring[], sheet: Sheet): string {
  return rings.map((ring) => `M${ring.map((position) => sheet.to(position).map((value) => value.toFixed(2)).join(' ')).join('L')}Z`).join('')
}

/** Where a name is written: the middle of the outer ring's area. */
export function middleOf(ring: Ring, sheet: Sheet): Position {
  const flat = ring.map(sheet.to)
  let area = 0
  let [x, y] = [0, 0]
  for (let n = 0; n < flat.length - 1; n += 1) {
    const cross = flat[n]![0] * flat[n + 1]![1] - flat[n + 1]![0] * flat[n]![1]
    area += cross
    x += (flat[n]![0] + flat[n + 1]![0]) * cross
    y += (flat[n]![1] + flat[n + 1]![1]) * cross
  }
  return area === 0 ? flat[0]! : [x / (3 * area), y / (3 * area)]
}

/** How wide an outline is on the sheet, to choose the size of its name. */
export function spanOf(ring: Ring, sheet: Sheet): number {
  const xs = ring.map((position) => sheet.to(position)[0])
  return Math.max(...xs) - Math.min(...xs)
}

/** A round number of metres for the scale bar, about a sixth of the sheet. */
export function scaleBar(width: number): number {
  const wanted = width / 6
  const power = 10 ** Math.floor(Math.log10(wanted))
  return ([5, 2, 1].find((step) => step * power <= wanted) ?? 1) * power
}
