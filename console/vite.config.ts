import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { listPackages } from './list-packages.ts';

/** The list of what is bundled, whose licences are distributed with it. */
const packages = listPackages();

/** The plugin that takes the fonts out of the style sheets, where they lie as data: the browser loads those that a page needs. */
const fontFiles: Plugin = {
  name: 'font-files',
  generateBundle(_, bundle) {
    for (const asset of Object.values(bundle)) {
      if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
      asset.source = String(asset.source).replace(
        /url\(["']?data:(?:font|application)\/(?:x-font-)?(woff2?)[^,]*;base64,([\w+/=]+)["']?\)/g,
        (_url, format: string, base64: string) => {
          const source = Buffer.from(base64, 'base64');
          const file = this.emitFile({ type: 'asset', name: `font.${format}`, source });
          return `url(./${this.getFileName(file).split('/').at(-1)})`;
        },
      );
    }
  },
};

/** The folder of the built console: `index.html`, and below `assets/` all that it loads. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), fontFiles, packages.ofPage],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2024',
    // The policy of the page allows data: for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
  worker: { format: 'es', plugins: () => [packages.ofWorker()] },
});
