// Takes away what came after Chromium 109, the last browser of Windows 7, so that using it fails here too.
;(() => {
  const newer = [
    [Array.prototype, ['toReversed', 'toSorted', 'toSpliced', 'with']],
    [Object.getPrototypeOf(Int8Array.prototype), ['toReversed', 'toSorted', 'with']],
    [Array, ['fromAsync']],
    [Object, ['groupBy']],
    [Map, ['groupBy']],
    [Promise, ['withResolvers', 'try']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']],
    [String.prototype, ['isWellFormed', 'toWellFormed']],
    [Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find']],
    [Iterator, ['from']],
    [URL, ['canParse', 'parse']],
    [RegExp, ['escape']],
    [Intl, ['DurationFormat']],
    [AbortSignal, ['any']],
    [Uint8Array, ['fromBase64', 'fromHex']],
    [Element.prototype, ['setHTMLUnsafe', 'moveBefore', 'showPopover', 'hidePopover', 'togglePopover']],
    [Document.prototype, ['startViewTransition']],
    [globalThis, ['Iterator', 'CloseWatcher', 'documentPictureInPicture']],
  ]
  for (const [home, names] of newer) for (const name of names) delete home[name]
})()
