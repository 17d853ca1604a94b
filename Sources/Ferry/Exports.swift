// An app that imports Ferry names tensors, models and errors too, so the core comes along. (A plain `public import` would make
// every importer write `import FerryCore` for their members.)
@_exported public import FerryCore
