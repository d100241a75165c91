/** Resource types that the local system leaves out on purpose, each with the reason. */
export const ignoredResources: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'names the version of CDK',
  'AWS::ApiGatewayV2::Api': 'its routes, integrations and stage are read; there is one endpoint',
  'AWS::CloudWatch::Alarm': 'nobody is woken on one machine; the logs are in the data folder',
  'AWS::CloudWatch::Dashboard': 'the local pages take its place',
  'AWS::KMS::Key': 'nothing is encrypted at rest on one machine',
  'AWS::KMS::Alias': 'as its key',
  'AWS::Logs::LogGroup': 'logs go to files in the data folder',
  'AWS::Logs::MetricFilter': 'there are no metrics on one machine',
  'AWS::Logs::ResourcePolicy': 'logs go to files in the data folder',
  'AWS::S3::BucketPolicy': 'lets SES write and asks for TLS; locally the SES stand-in alone writes past the gateway',
  'AWS::SNS::TopicPolicy': 'says who may publish; locally only the SES stand-in does',
  'AWS::SQS::QueuePolicy': 'says who may send from outside and asks for TLS; everything is on 127.0.0.1',
  'AWS::SecretsManager::ResourcePolicy': 'says who may read from outside the account',
  'AWS::Scheduler::ScheduleGroup': 'groups schedules and does nothing by itself',
  'AWS::IAM::ManagedPolicy': 'not attached to a role of a function',
};
