import { inner } from './render.ts'

/** The HTML of `text` in a short form that can be read beside it: `(math)`, `{JavaScript: let a}`, `[x]`, `^1`. */
export const compact = async (text: string) =>
  (await inner(text))
    .replace(/<math( display="block")?>.*?<\/math>/gs, (_, display) => (display ? '(display)' : '(math)'))
    .replace(/<div class="math"[^>]*>(.*?)<\/div>/gs, '{$1}')
    .replace(/<div class="table-wrap"[^>]*>(.*?)<\/div>/gs, '$1')
    .replace(/<figure class="code"><figcaption><span>(.*?)<\/span>.*?<code[^>]*>(.*?)<\/code><\/pre><\/figure>/gs, '{$1: $2}')
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/<input type="checkbox"( checked)?[^>]*>/g, (_, checked) => (checked ? '[x] ' : '[ ] '))
    .replace(/<sup[^>]*><a [^>]*>(\d+)<\/a><\/sup>/g, '^$1')
    .replace(/<section[^>]*><ol>(.*?)<\/ol><\/section>/gs, '<notes>$1</notes>')
    .replace(/<li[^>]*? value="(\d+)">/g, '<li $1>')
    .replace(/ ?<a href="#[^>]*>↩<\/a>/g, '')
    .replace(/ rel="noopener noreferrer nofollow" target="_blank"/g, '')
    .replace(/^<p>((?:(?!<p>).)*)<\/p>$/s, '$1')
