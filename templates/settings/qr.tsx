/** `path`: one square for each dark module, in a picture of `size` units. */
export type QrDrawing = { size: number; path: string }

/** Dark on light in both themes: cameras want it so. */
export const Qr = ({ drawing: { size, path }, label }: { drawing: QrDrawing; label: string }) => (
  <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
    <path d={path} />
  </svg>
)
