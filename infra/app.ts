import { dirname } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addTallystick } from './synthesise.ts';

const app = new App();
await addTallystick(app, dirname(import.meta.dirname));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
