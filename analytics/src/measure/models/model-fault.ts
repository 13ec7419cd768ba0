/**
 * Why a model does not work, said inside the thread or process that runs it; the pool turns it into `MODEL_REFUSED` where
 * the model is being loaded and `MODEL_FAILED` where it runs on a picture.
 */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';

  /** `field` of the card that is wrong, or `model.onnx`. */
  constructor(field: string, text: string, options?: ErrorOptions) {
    super(`${field}: ${text}`, options);
  }
}
