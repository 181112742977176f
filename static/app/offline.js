const strip = document.getElementById('offline')

const show = () => {
  if (strip) strip.hidden = navigator.onLine
}

addEventListener('online', show)
addEventListener('offline', show)
show()
