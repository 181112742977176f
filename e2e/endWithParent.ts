/** Loaded into a server before its own code: it ends with the tests that started it, however they end. */
import cluster from 'node:cluster'

if (cluster.isPrimary) {
  process.once('disconnect', () => process.exit())
  // to listen keeps nothing alive that would end by itself
  process.channel?.unref()
}
