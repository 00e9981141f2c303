const { rm } = require('node:fs/promises');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

/** What one build leaves behind must not survive into the next: a renamed node would stay published. */
const clean = () => rm('dist', { recursive: true, force: true });

const compile = () => promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc')]);

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

exports['build:icons'] = parallel(icons, codex);
exports.build = series(clean, parallel(compile, icons, codex));
