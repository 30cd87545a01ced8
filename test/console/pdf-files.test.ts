import { expect } from 'chai'
import pdfjs from 'pdfjs-dist/package.json' with { type: 'json' }
import { createPdfFiles, PDF_BASE } from '../../server/console/pdf-files.ts'

describe('the files of pdf.js', () => {
  const find = createPdfFiles()

  it('have the version in their address, for browsers keep them for a year', () => {
    expect(PDF_BASE).to.equal(`/static/pdf-${pdfjs.version}`)
  })

  it('are those that drawing needs, and no others', async () => {
    const names = [
      '/build/pdf.min.mjs',
      '/build/pdf.worker.min.mjs',
      '/wasm/jbig2.wasm',
      '/wasm/openjpeg_nowasm_fallback.js',
      '/cmaps/90ms-RKSJ-H.bcmap',
      '/standard_fonts/LiberationSans-Regular.ttf',
      '/iccs/CGATS001Compat-v2-micro.icc',
      '/build/pdf.sandbox.min.mjs',
      '/package.json',
      '/../package.json',
      '',
    ]
    const found = await Promise.all(names.map((name) => find(`${PDF_BASE}${name}`)))

    expect(found.map((asset) => asset?.contentType)).to.deep.equal([
      'text/javascript; charset=utf-8',
      'text/javascript; charset=utf-8',
      'application/wasm',
      'text/javascript; charset=utf-8',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
