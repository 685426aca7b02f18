/** A project that a caller names: "翠湖", or "翠湖 3-2-1803". */
export interface NamedProject<Project> {
  project: Project
  /** What is left to look for in it. */
  rest: string
}

/** The projects whose name or code is meant by the text, or by its first word; those that begin with it first. */
export function namedProjects<Project extends { name: string; code: string }>(projects: readonly Project[], text: string, limit = 5): NamedProject<Project>[] {
  const whole = text.trim().toLowerCase()
  const [first = '', ...others] = whole.split(/\s+/)
  if (whole === '' || /^\d+$/.test(first)) return []
  const place = (project: Project, asked: string): number => (project.code.toLowerCase() === asked ? 0 : asked.length < 2 ? -1 : project.name.toLowerCase().indexOf(asked))
  const all = projects.flatMap((project) => {
    const asWhole = place(project, whole)
    const at = asWhole >= 0 ? asWhole : place(project, first)
    return at < 0 ? [] : [{ project, rest: asWhole >= 0 ? '' : others.join(' '), at }]
  })
  return all.sort((a, b) => a.at - b.at).slice(0, limit).map(({ project, rest }) => ({ project, rest }))
}
