import { useMemo } from 'preact/hooks';
import { type Block, blocksOf, spansOf } from './parse.ts';

/** A report as a page. Nothing of it is ever taken for markup. */
export function Markdown({
  text,
  picture,
}: {
  text: string;
  picture: (file: string, alt: string) => preact.JSX.Element;
}) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div class="markdown">
      {blocks.map((block, index) => (
        <Shown key={index} block={block} picture={picture} />
      ))}
    </div>
  );
}

function Shown({ block, picture }: { block: Block; picture: (file: string, alt: string) => preact.JSX.Element }) {
  switch (block.kind) {
    case 'heading':
      return block.level <= 2 ? <h3 class="large">{inline(block.text)}</h3> : <h4>{inline(block.text)}</h4>;
    case 'paragraph':
      return <p>{inline(block.text)}</p>;
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>;
    case 'picture':
      return picture(block.file, block.alt);
    case 'list':
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>{inline(item)}</li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <table class="list">
          <thead>
            <tr>
              {block.head.map((cell, index) => (
                <th key={index}>{inline(cell)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={at}>{inline(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

const inline = (line: string) =>
  spansOf(line).map(({ as, text }, index) =>
    as === 'strong' ? <b key={index}>{text}</b> : as === 'code' ? <code key={index}>{text}</code> : text,
  );
