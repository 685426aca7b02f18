/** The printer that this workstation prints a kind of document on, remembered by the browser. */
const nameOf = (projectId: number, kind: string): string => `manyhold.printer.${projectId}.${kind}`

export function printerHere(projectId: number, kind: string): number | null {
  const kept = Number(localStorage.getItem(nameOf(projectId, kind)))
  return Number.isInteger(kept) && kept > 0 ? kept : null
}

export function rememberPrinter(projectId: number, kind: string, printerId: number | null): void {
  if (printerId === null) localStorage.removeItem(nameOf(projectId, kind))
  else localStorage.setItem(nameOf(projectId, kind), String(printerId))
}
