import { useMemo } from 'preact/hooks';
import { type Block, blocksOf } from '../../../../report/markdown/read-blocks.ts';
import { type Span, spansOf } from '../../../../report/markdown/read-spans.ts';

type DrawPicture = (file: string, alt: string) => preact.JSX.Element;

/** A report as a page. Nothing of it is ever taken for markup. */
export function Markdown({ text, picture }: { text: string; picture: DrawPicture }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div class="markdown">
      {blocks.map((block, index) => (
        <Shown key={index} block={block} picture={picture} />
      ))}
    </div>
  );
}

function Shown({ block, picture }: { block: Block; picture: DrawPicture }) {
  switch (block.kind) {
    case 'heading':
      return block.level <= 2 ? <h3 class="large">{inline(block.text)}</h3> : <h4>{inline(block.text)}</h4>;
    case 'paragraph':
      return <p>{inline(block.text)}</p>;
    case 'quote':
      return <blockquote>{inline(block.text)}</blockquote>;
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>;
    case 'picture':
      return picture(block.file, block.alt);
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{inline(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
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
    case 'fold': // opened
      return <h4>{inline(block.summary)}</h4>;
    case 'end-of-fold':
      return null;
  }
}

const inline = (line: string) => shown(spansOf(line));

const shown = (spans: readonly Span[]): preact.ComponentChildren =>
  spans.map((span, index) => {
    switch (span.as) {
      case 'text':
        return span.text;
      case 'code':
        return <code key={index}>{span.text}</code>;
      case 'strong':
        return <b key={index}>{shown(span.of)}</b>;
      case 'em':
        return <em key={index}>{shown(span.of)}</em>;
      case 'link': // to a file beside the report, which is not here: its words
        return shown(span.of);
      case 'break':
        return <br key={index} />;
    }
  });
