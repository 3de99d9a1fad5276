import type { RenderedBlock } from './api';

/** Claims that follow one another read as one paragraph; everything else stands alone. */
export function paragraphsOf(blocks: readonly RenderedBlock[]): RenderedBlock[][] {
  const paragraphs: RenderedBlock[][] = [];
  for (const block of blocks) {
    const last = paragraphs.at(-1);
    if (block.kind === 'claim' && last?.[0]?.kind === 'claim') last.push(block);
    else paragraphs.push([block]);
  }
  return paragraphs;
}
