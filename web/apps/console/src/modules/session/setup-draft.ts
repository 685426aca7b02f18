/**
 * What this tab keeps of the first-run wizard over a reload. Secrets stay out of it: passwords, the setup code and
 * the master key are never written down.
 */
export interface SetupDraft {
  step: number
  groupName: string
  displayName: string
  signInName: string
  projectName: string
  projectKind: string
  projectCode: string
}

const DRAFT = 'manyhold.setup.draft'
const FOUNDED = 'manyhold.setup.founded'

export function keptDraft(): Partial<SetupDraft> {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}') as Partial<SetupDraft>
  } catch {
    return {}
  }
}

export function keepDraft(draft: SetupDraft): void {
  const { step, groupName, displayName, signInName, projectName, projectKind, projectCode } = draft
  sessionStorage.setItem(DRAFT, JSON.stringify({ step, groupName, displayName, signInName, projectName, projectKind, projectCode }))
}

/** The group stands; what is left is to keep the master key and to enrol the second factor. */
export function noteFounded(masterKey: 'shown' | 'kept'): void {
  sessionStorage.removeItem(DRAFT)
  sessionStorage.setItem(FOUNDED, masterKey)
}

/** Whether this tab has just founded the group, and what became of the master key. */
export function founded(): 'shown' | 'kept' | null {
  const said = sessionStorage.getItem(FOUNDED)
  return said === 'shown' || said === 'kept' ? said : null
}

export function endSetup(): void {
  sessionStorage.removeItem(FOUNDED)
}

/** A reload has lost the passwords (and the setup code, where one is asked for): go on where they are typed. */
export function resumeAt(step: number, needsCode: boolean): number {
  return needsCode ? 0 : Math.min(Math.max(step, 0), 1)
}
