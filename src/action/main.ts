import { run } from './runs/run.ts';

void run();
