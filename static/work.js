// The pages of figures and tables work without this file; it brings them up to date by themselves.
import 'htmx.org'
import './app/dialog.js'
import './app/drafts.js'
import './app/refresh.js'
import './app/timeZone.js'
import './app/tickAll.js'

document.documentElement.dataset.script = ''
