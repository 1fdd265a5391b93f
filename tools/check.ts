import { checkSource } from './steps.ts';

process.exit(checkSource() ? 0 : 1);
