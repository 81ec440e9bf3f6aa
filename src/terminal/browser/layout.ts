/** The terminal's size in characters. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

export const least_size: Size = { columns: 60, rows: 15 }
const wide_columns = 100

/** Timeline (2), status, foot. */
const lower_rows = 4

/** How many rows and columns each part has; all parts together fill the screen. */
export interface Layout {
  /** `wide`: events left, tabs right. `narrow`: one above the other. `small`: there is no room for either. */
  readonly kind: 'wide' | 'narrow' | 'small'
  readonly listColumns: number
  readonly listRows: number
  readonly tabColumns: number
  readonly tabRows: number
}

export function layoutOf({ columns, rows }: Size): Layout {
  if (columns < least_size.columns || rows < least_size.rows)
    return { kind: 'small', listColumns: columns, listRows: 0, tabColumns: columns, tabRows: 0 }
  const body = rows - lower_rows
  if (columns >= wide_columns) {
    const listColumns = Math.min(84, Math.floor(columns / 2) - 2)
    const height = body - 1
    return {
      kind: 'wide',
      listColumns,
      listRows: height,
      tabColumns: columns - listColumns - 3,
      tabRows: height,
    }
  }
  const listRows = Math.max(3, Math.floor((body - 2) * 0.4))
  return { kind: 'narrow', listColumns: columns, listRows, tabColumns: columns, tabRows: body - 2 - listRows }
}
