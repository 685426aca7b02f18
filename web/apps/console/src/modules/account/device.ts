const BROWSERS: [RegExp, string][] = [[/Edg\//, 'Edge'], [/MicroMessenger/, '微信'], [/QQBrowser/, 'QQ'], [/360SE|360EE|QHBrowser/i, '360'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']]
const SYSTEMS: [RegExp, string][] = [[/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/HarmonyOS/, 'HarmonyOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]

/** A browser by what people call it (Chrome · Windows); what is not known shows the beginning of what it calls itself. */
export function deviceName(userAgent: string): string {
  const first = (known: [RegExp, string][]): string | undefined => known.find(([pattern]) => pattern.test(userAgent))?.[1]
  const named = [first(BROWSERS), first(SYSTEMS)].filter((part) => part !== undefined)
  return named.length > 0 ? named.join(' · ') : userAgent.slice(0, 40) || '—'
}

export const isHandheld = (userAgent: string): boolean => /iPhone|iPad|Android|Mobile|HarmonyOS/.test(userAgent)
