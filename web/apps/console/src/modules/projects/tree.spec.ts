import { describe, expect, it } from 'vitest'
import { grow } from './tree'

describe('grow', () => {
  it('hangs children below their parents, whatever comes first', () => {
    const tree = grow([{ id: 3, name: '城市', parent_id: 1 }, { id: 1, name: '区域', parent_id: null }])
    expect(tree).toHaveLength(1)
    expect(tree[0]?.children.map((child) => child.name)).toEqual(['城市'])
  })
  it('keeps a node whose parent lies outside one’s sight', () => {
    expect(grow([{ id: 3, name: '城市', parent_id: 9 }]).map((node) => node.id)).toEqual([3])
  })
})
