const { rm } = require('node:fs/promises');
const { spawn } = require('node:child_process');
const { dest, parallel, series, src } = require('gulp');

/** What one build leaves behind must not survive into the next: a renamed node would stay published. */
const clean = () => rm('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

/** What comes out of each operation; n8n looks for it beside the compiled node. */
const schemas = () => src('nodes/*/__schema__/**/*.json').pipe(dest('dist/nodes'));

exports['build:icons'] = parallel(icons, codex, schemas);
exports.build = series(clean, parallel(compile, icons, codex, schemas));
