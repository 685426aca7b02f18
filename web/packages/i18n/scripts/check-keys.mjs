// Fails when a key is missing in a language, used but not written, written but not used, or when the
// parameters of a sentence differ between languages. Computed keys count by their fixed beginning:
// t(`spaces.kind.${kind}`) uses all of spaces.kind.*.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const locales = join(web, 'packages/i18n/locales')

function flatten(value, path, into) {
  for (const [name, inner] of Object.entries(value)) {
    const key = path === '' ? name : `${path}.${name}`
    if (typeof inner === 'string') into.set(key, inner)
    else flatten(inner, key, into)
  }
  return into
}

function readLocale(language) {
  const keys = new Map()
  for (const file of readdirSync(join(locales, language))) {
    flatten(JSON.parse(readFileSync(join(locales, language, file), 'utf8')), file.replace(/\.json$/, ''), keys)
  }
  return keys
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!['node_modules', 'dist', 'locales'].includes(entry.name)) yield* sources(path)
    } else if (/\.(vue|ts)$/.test(entry.name) && !/(\.spec|schema\.d)\.ts$/.test(entry.name)) yield path
  }
}

const zh = readLocale('zh-CN')
const en = readLocale('en')
const complaints = []
const parameters = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(',')

for (const [key, text] of zh) {
  if (!en.has(key)) complaints.push(`en: missing ${key}`)
  else if (parameters(text) !== parameters(en.get(key).split(' | ')[0]))
    complaints.push(`en: other parameters than zh-CN in ${key}`)
}
// English counts need both forms: `{n} row | {n} rows`.
const counted = /\{n\} (?:(?!and\b|of\b)[a-z]+ )?(?!is\b|was\b|has\b|this\b)[a-z]{2,}s\b/
for (const [key, text] of en) if (counted.test(text) && !text.includes(' | ')) complaints.push(`en: one form for every count in ${key}`)
for (const key of en.keys()) if (!zh.has(key)) complaints.push(`zh-CN: missing ${key}`)

const namespaces = new Set([...zh.keys()].map((key) => key.split('.')[0]))
const used = new Set()
const prefixes = new Set()
for (const folder of ['packages', 'apps']) {
  for (const path of sources(join(web, folder))) {
    const text = readFileSync(path, 'utf8')
    for (const [, key] of text.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)) {
      if (zh.has(key)) used.add(key)
      else if (namespaces.has(key.split('.')[0]) && new RegExp(`(?:\\bt\\(|Key[:=] ?["']?|keypath=)\\s*['"\`]${key}['"\`]`).test(text))
        complaints.push(`${relative(web, path)}: unknown key ${key}`)
    }
    for (const [, prefix] of text.matchAll(/`([a-z][\w-]*\.(?:[\w-]+\.)*)\$\{/g)) prefixes.add(prefix)
  }
}
for (const key of zh.keys()) {
  if (!used.has(key) && ![...prefixes].some((prefix) => key.startsWith(prefix))) complaints.push(`unused ${key}`)
}

if (complaints.length > 0) {
  console.error(complaints.sort().join('\n'))
  console.error(`${complaints.length} complaints about words`)
  process.exit(1)
}
console.log(`words: ${zh.size} keys in zh-CN and en, all used`)
