const MINUS = '−'

/**
 * Fen as `¥ 1,234.50`; a negative amount carries the sign before the currency. Fen are whole numbers below
 * 2^53, so the sum is cut with integer arithmetic and never rounded.
 */
export function formatFen(fen: number, options: { sign?: 'always' | 'negative'; symbol?: boolean } = {}): string {
  const size = Math.abs(fen)
  const yuan = Math.floor(size / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = (size % 100).toString().padStart(2, '0')
  const sign = fen < 0 ? MINUS : options.sign === 'always' && fen > 0 ? '+' : ''
  return `${sign}${options.symbol === false ? '' : '¥ '}${yuan}.${rest}`
}

/** A short figure for cards and axes: `¥ 128.4 万` in Chinese, `¥ 1.28M` in English. */
export function formatFenShort(fen: number, language: string): string {
  const format = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: language === 'en' ? 2 : 1, useGrouping: true })
  const text = format.format(Math.abs(fen) / 100).replace(/([万亿])/, ' $1')
  return `${fen < 0 ? MINUS : ''}¥ ${text}`
}

export function formatCount(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value)
}
