public import FerryCore
internal import FerryTraining

/// The recipes, for people and programs.
public enum RecipeList {
    public static var text: String {
        var table = ColumnTable([
            ("recipe", .leading), ("batch", .trailing), ("epochs", .trailing), ("patience", .trailing), ("", .leading),
        ])
        for recipe in Recipe.all {
            table.append([
                recipe.name, "\(recipe.batchSize)", "\(recipe.epochs)", recipe.patience.map(String.init) ?? "", recipe.summary,
            ])
        }
        return table.text
    }

    public static var json: JSONValue {
        [
            "recipes": .array(
                Recipe.all.map { recipe in
                    [
                        "name": .string(recipe.name), "summary": .string(recipe.summary),
                        "optimizer": .string(recipe.optimizer), "loss": .string(recipe.loss.rawValue),
                        "batch_size": .integer(recipe.batchSize), "epochs": .integer(recipe.epochs),
                        "patience": recipe.patience.map { .integer($0) } ?? .null,
                        "augmentation": recipe.augmentation?.json ?? .null,
                    ]
                })
        ]
    }
}
