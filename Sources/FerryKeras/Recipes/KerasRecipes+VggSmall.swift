extension KerasRecipes {
    /// Simonyan and Zisserman, "Very Deep Convolutional Networks …", 2014, made small: two blocks.
    static let vggSmall = """
        {"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "vgg_small", "layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 28, 28, 1],
         "dtype": "float32", "name": "input_layer"}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d", "filters": 32, "kernel_size": [3,
         3], "padding": "same", "activation": "relu", "kernel_initializer": {"module": "keras.initializers",
         "class_name": "HeUniform", "config": {"seed": null}}}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_1", "filters": 32,
         "kernel_size": [3, 3], "padding": "same", "activation": "relu",
         "kernel_initializer": {"module": "keras.initializers", "class_name": "HeUniform", "config": {"seed": null}}}},
        {"module": "keras.layers", "class_name": "MaxPooling2D", "config": {"name": "max_pooling2d", "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Dropout", "config": {"name": "dropout", "rate": 0.25}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_2", "filters": 64,
         "kernel_size": [3, 3], "padding": "same", "activation": "relu",
         "kernel_initializer": {"module": "keras.initializers", "class_name": "HeUniform", "config": {"seed": null}}}},
        {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv2d_3", "filters": 64,
         "kernel_size": [3, 3], "padding": "same", "activation": "relu",
         "kernel_initializer": {"module": "keras.initializers", "class_name": "HeUniform", "config": {"seed": null}}}},
        {"module": "keras.layers", "class_name": "MaxPooling2D", "config": {"name": "max_pooling2d_1", "pool_size": [2, 2]}},
        {"module": "keras.layers", "class_name": "Dropout", "config": {"name": "dropout_1", "rate": 0.25}},
        {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "flatten"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "units": 128, "activation": "relu",
         "kernel_initializer": {"module": "keras.initializers", "class_name": "HeUniform", "config": {"seed": null}}}},
        {"module": "keras.layers", "class_name": "Dropout", "config": {"name": "dropout_2", "rate": 0.5}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense_1", "units": 10,
         "activation": "softmax"}}
        ]}}
        """
}
