import { listModels, type ModelsDeps } from './models.ts'

export type Candidate = { name: string; baseUrl: string }
export type LocalServer = Candidate & { models: readonly string[] }

/** Where the usual local servers listen. */
export const LOCAL_SERVERS: readonly Candidate[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { name: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1' },
]

/** The local servers that answer with a list of models within 400 ms. Asks all at once, never rejects. */
export async function findLocalServers(candidates = LOCAL_SERVERS, deps: ModelsDeps = {}): Promise<LocalServer[]> {
  const found = await Promise.all(candidates.map((candidate) => probe(candidate, deps)))
  return found.filter((server) => server !== null)
}

async function probe({ name, baseUrl }: Candidate, deps: ModelsDeps): Promise<LocalServer | null> {
  try {
    const models = await listModels({ baseUrl, apiKey: null }, new AbortController().signal, { timeoutMs: 400, ...deps })
    return { name, baseUrl, models: models.map(({ id }) => id) }
  } catch {
    return null
  }
}
