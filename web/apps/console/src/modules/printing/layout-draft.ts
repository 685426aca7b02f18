import type { Block, Layout, Paper } from './api/use-printing'

export type BlockType = Block['type']
export const BLOCK_TYPES: BlockType[] = ['title', 'text', 'fields', 'table', 'line', 'logo', 'seal', 'qr', 'page_number', 'reprint']
const SIZES: Record<BlockType, [number, number]> = { title: [80, 10], text: [60, 8], fields: [120, 14], table: [120, 28], line: [80, 0.5], logo: [30, 12], seal: [38, 38], qr: [25, 25], page_number: [30, 6], reprint: [28, 6] }
const SNAP_MM = 0.5

/** The room that blocks have: a label's, or the paper's between its edges. A roll is as long as need be. */
export function roomOf(paper: Paper, labels: Layout['labels']): { left: number; right: number; bottom: number } {
  if (labels) return { left: 0, right: labels.width_mm, bottom: labels.height_mm }
  return { left: paper.edge_mm, right: paper.width_mm - paper.edge_mm, bottom: paper.height_mm ?? 600 }
}

/** To half millimetres, and inside the room. */
export function placed(block: Block, x: number, y: number, room: ReturnType<typeof roomOf>): { x_mm: number; y_mm: number } {
  const snapped = (value: number, least: number, most: number): number => {
    const near = Math.round(value / SNAP_MM) * SNAP_MM
    return Math.round(Math.max(least, Math.min(near, Math.max(least, most))) * 10) / 10
  }
  return { x_mm: snapped(x, room.left, room.right - block.width_mm), y_mm: snapped(y, 0, room.bottom - block.height_mm) }
}

/** A new block of its usual size, in the upper left of the room. */
export function freshBlock(type: BlockType, room: ReturnType<typeof roomOf>, words: string, field: string): Block {
  const [width, height] = SIZES[type]
  const width_mm = Math.round(Math.min(width, room.right - room.left) * 10) / 10
  const height_mm = Math.min(height, room.bottom)
  const block: Block = { type, x_mm: 0, y_mm: 0, width_mm, height_mm, text: '', field: '', size_pt: type === 'title' ? 16 : 10, align: type === 'title' ? 'center' : 'left', is_bold: type === 'title', columns: 2, cells: [], row_height_mm: 7 }
  if (type === 'title' || type === 'text') block.text = words
  if (type === 'page_number') block.text = '{page}/{pages}'
  if (type === 'qr') block.field = field
  return { ...block, ...placed(block, room.left + 5, 5, room) }
}

/** The block that a fault of the server is about: `layout.blocks.3.text` is the fourth. */
export const blockOf = (field: string): number | null => {
  const found = /^layout\.blocks\.(\d+)/.exec(field)
  return found ? Number(found[1]) : null
}
