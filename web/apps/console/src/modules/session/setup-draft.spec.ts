import { beforeEach, describe, expect, it } from 'vitest'
import { endSetup, founded, keepDraft, keptDraft, noteFounded, resumeAt } from './setup-draft'

const typed = { step: 2, groupName: '云澜物业', displayName: '周宁', signInName: 'zhou', projectName: '云澜湾', projectKind: 'office', projectCode: 'P02' }

describe('the draft of the wizard', () => {
  beforeEach(() => sessionStorage.clear())

  it('keeps what was typed and no secret beside it', () => {
    const all = { ...typed, password: 'Secret#1', again: 'Secret#1', setup_code: 'AAAA-BBBB' }
    keepDraft(all)
    expect(keptDraft()).toEqual(typed)
  })
  it('begins anew where nothing, or nothing that can be read, was kept', () => {
    expect(keptDraft()).toEqual({})
    sessionStorage.setItem('manyhold.setup.draft', '{')
    expect(keptDraft()).toEqual({})
  })
  it('gives way to the founded group, until that is done', () => {
    keepDraft(typed)
    noteFounded('shown')
    expect([keptDraft(), founded()]).toEqual([{}, 'shown'])
    endSetup()
    expect(founded()).toBeNull()
  })
  it('goes on where the secrets are typed', () => {
    expect([resumeAt(0, false), resumeAt(2, false), resumeAt(2, true)]).toEqual([0, 1, 0])
  })
})
