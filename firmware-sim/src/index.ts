export { demoFarmConfig, simConfig, type SimConfig } from './config.ts';
export type { SimRegister } from './devices/modbus-block.ts';
export { startMqttNode, type MqttNode, type MqttNodeOptions, type NodeValue } from './devices/mqtt-node.ts';
export { startSimFarm, type SimCamera, type SimFarm } from './farm.ts';
export { faultyClock, type ClockFaults, type FaultyClock } from './faults/clock.ts';
export { startLink, type Link, type LinkOptions } from './faults/link.ts';
export { openScene, type FrameTruth, type Scene, type SceneOptions } from './scene/scene.ts';
export type { SensorReading } from './sensors/sensors.ts';
export type { Place, Weather } from './weather/weather.ts';
