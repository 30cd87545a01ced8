/** The value of one series, such as `connector_dead_letters` or `x_total{door="callout"}`; absent if it is not there. */
export function sample(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
