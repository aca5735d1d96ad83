/**
 * What makes this text no well-formed XML element, or null. It knows what an SVG chart is made of: elements,
 * quoted attributes, text, the five named entities, CDATA.
 */
export function xmlFault(text: string): string | null {
  const open: string[] = [];
  const rest = text.trim();
  const token = /<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy;
  let end = 0;
  for (let found = token.exec(rest); found !== null; found = token.exec(rest)) {
    if (end > 0 && open.length === 0) return `content after the root element at ${end}`;
    const [whole, closing, name, attributes = '', empty] = found;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(name === undefined ? whole : attributes)) {
      return `a bare & at ${found.index}`;
    }
    if (name !== undefined && closing === '/' && open.pop() !== name) return `</${name}> closes another element`;
    if (name !== undefined && closing === '' && empty === '') open.push(name);
    const names = [...attributes.matchAll(/([\w:.-]+)="/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice in <${name}>`;
    end = token.lastIndex;
  }
  if (end < rest.length) return `no XML at ${end}: ${rest.slice(end, end + 40)}`;
  return open.length > 0 ? `<${open.join('><')}> not closed` : null;
}
