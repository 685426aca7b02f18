import { describe, expect, it } from 'vitest'
import { namedProjects } from './named-projects'

const all = [{ name: '新翠湖', code: 'P02' }, { name: '翠湖花园', code: 'P01' }, { name: '云澜湾', code: 'P13' }]
const names = (text: string) => namedProjects(all, text).map(({ project, rest }) => [project.code, rest])

describe('namedProjects', () => {
  it('finds a project by a part of its name, or by its code', () => {
    expect(names('翠湖')).toEqual([['P01', ''], ['P02', '']])
    expect(names('p13')).toEqual([['P13', '']])
  })
  it('leaves the rest to be looked for in it', () => expect(names('云澜 3-2-1803')).toEqual([['P13', '3-2-1803']]))
  it('takes no room for a project', () => {
    expect(names('1803')).toEqual([])
    expect(names('3-2-1803')).toEqual([])
    expect(names('湾')).toEqual([])
  })
})
