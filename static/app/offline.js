const show = () => {
  const strip = document.getElementById('offline')
  if (strip) strip.hidden = navigator.onLine
}

addEventListener('online', show)
addEventListener('offline', show)
show()
