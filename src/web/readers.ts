/** So many streams of one reader are kept: tabs and devices enough for anybody. */
export const MOST_STREAMS = 10

/** The streams of each reader, the oldest first, by how they are cut off. */
const readers = new Map<string, Set<() => void>>()

/** Counts a stream of `reader`, and cuts off its oldest where there are too many. Answers how to tell that the stream is over. */
export function countStream(reader: string, cutOff: () => void): () => void {
  const streams = readers.get(reader) ?? new Set()
  readers.set(reader, streams)
  streams.add(cutOff)
  const [oldest] = streams
  if (streams.size > MOST_STREAMS) oldest?.()
  return () => {
    streams.delete(cutOff)
    if (streams.size === 0 && readers.get(reader) === streams) readers.delete(reader)
  }
}

/** How many readers are known: none after the last stream is over. */
export const knownReaders = (): number => readers.size
