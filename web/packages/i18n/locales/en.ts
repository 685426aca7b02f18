import type { Words } from '../src/words'

const files = import.meta.glob<Words>('./en/*.json', { eager: true, import: 'default' })

/** One file per module; its name is the first part of each of its keys. */
const words: Words = Object.fromEntries(
  Object.entries(files).map(([path, content]) => [path.replace(/^.*\/|\.json$/g, ''), content]),
)
export default words
