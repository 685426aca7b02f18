// Plain old script, a file of its own: it must run where modules do not and where inline scripts are forbidden.
// Container queries came with Chromium 105, shortly before the floor of 109.
;(function () {
  var isNew = 'noModule' in document.createElement('script') && window.CSS && CSS.supports && CSS.supports('container-type', 'inline-size')
  if (!isNew) document.getElementById('old').style.display = 'block'
})()
