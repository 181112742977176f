// The page works without this file; it adds streaming and small comforts.
import 'htmx.org'
import 'htmx.org/dist/ext/hx-sse.js'
import './app/announce.js'
import './app/composer.js'
import './app/copy.js'
import './app/countdown.js'
import './app/dialog.js'
import './app/follow.js'
import './app/offline.js'
import './app/thread.js'
import './app/timeZone.js'

document.documentElement.dataset.script = ''
