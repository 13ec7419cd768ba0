/** Words of the GS1 Core Business Vocabulary 2.0, by the field that they stand in; each is short for a URI. */
export interface Vocabulary {
  /** What comes before the word in its URI. */
  readonly uri: string;
  readonly words: ReadonlySet<string>;
}

const vocabulary = (uri: string, words: string): Vocabulary => ({ uri, words: new Set(words.trim().split(/\s+/)) });

const cbv = 'https://ref.gs1.org/cbv/';
const web = 'https://gs1.org/voc/';

export const bizSteps = vocabulary(
  `${cbv}BizStep-`,
  `accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
  decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
  killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
  sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
  void_shipping`,
);

export const dispositions = vocabulary(
  `${cbv}Disp-`,
  `active available completeness_inferred completeness_verified conformant container_closed container_open damaged
  destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
  mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled
  reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown`,
);

export const bizTransactionTypes = vocabulary(
  `${cbv}BTT-`,
  'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt',
);

export const sourceTypes = vocabulary(`${cbv}SDT-`, 'owning_party possessing_party location');

export const errorReasons = vocabulary(`${cbv}ER-`, 'did_not_occur incorrect_data');

export const components = vocabulary(
  `${cbv}Comp-`,
  `x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude
  altitude`,
);

export const measurementTypes = vocabulary(
  web,
  `AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume
  Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density
  Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
  ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length
  LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
  MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
  Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
  Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux
  Wavenumber`,
);

export const exceptions = vocabulary(web, 'ALARM_CONDITION ERROR_CONDITION');
