// An app that imports Ferry names tensors, models, errors, data sets and losses too, so their modules come along. (A plain
// `public import` would make every importer import them again for their members.)
@_exported public import FerryCore
@_exported public import FerryTraining
