import { mergeConfig, type Plugin } from 'vite';
import consoleConfig from './vite.config.ts';

/** The plugin that writes the page as `index.html`, which any web server answers with for a folder. */
const indexPage: Plugin = {
  name: 'index-page',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['playground.html'];
    if (page === undefined) throw new Error('vite: expected the page playground.html');
    page.fileName = 'index.html';
  },
};

/** The folder of the playground, which works below any path: all addresses in it are relative. */
export default mergeConfig(consoleConfig, {
  base: './',
  plugins: [indexPage],
  build: {
    outDir: '../dist/playground',
    rolldownOptions: { input: `${import.meta.dirname}/playground.html` },
  },
});
