import { parseArgs } from 'node:util'
import { parseSettings } from '../src/test/upstream/settings.ts'
import { startFakeUpstream } from '../src/test/upstream/upstream.ts'

const HELP = `A fake OpenAI-compatible server on loopback, for demos and benches.

  --port 9100                      where to listen; 0: any free port
  --defaults 'tokens=200&tps=20'   how to answer; a prompt may say [[fake:tokens=50&fault=stall@10]]
  --models fake,other              what /v1/models lists
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    defaults: { type: 'string', default: 'tps=50' },
    models: { type: 'string', default: 'fake' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(HELP)
} else {
  const upstream = await startFakeUpstream({
    port: Number(values.port),
    models: values.models.split(','),
    script: parseSettings(values.defaults),
  })
  console.log(`fake upstream on ${upstream.url}`)
}
