extension KerasRecipes {
    /// LeCun and others, "Gradient-based learning applied to document recognition", 1998, with a softmax.
    static let lenet5 = """
        {"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "lenet5", "layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 28, 28, 1],
         "dtype": "float32", "name": "input_layer"}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d", "filters": 6, "kernel_size": [5,
         5], "padding": "same", "activation": "tanh"}},
        {"module": "keras.layers", "class_name": "AveragePooling2D", "config": {"name": "average_pooling2d",
         "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_1", "filters": 16,
         "kernel_size": [5, 5], "activation": "tanh"}},
        {"module": "keras.layers", "class_name": "AveragePooling2D", "config": {"name": "average_pooling2d_1",
         "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "flatten"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "units": 120, "activation": "tanh"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense_1", "units": 84, "activation": "tanh"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense_2", "units": 10,
         "activation": "softmax"}}
        ]}}
        """
}
