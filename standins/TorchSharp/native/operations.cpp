// Arithmetic on tensors: one exported function per operation, named as in libtorch.
#include "shim.h"

#include <vector>

#define UNARY(name) \
    EXPORT Handle awactorch_##name(Handle x) { \
        return tensor_of([&] { return x->name(); }); \
    }

#define BINARY(name) \
    EXPORT Handle awactorch_##name(Handle x, Handle y) { \
        return tensor_of([&] { return x->name(*y); }); \
    }

#define WITH_SCALAR(name) \
    EXPORT Handle awactorch_##name##_scalar(Handle x, const ScalarValue* y) { \
        return tensor_of([&] { return x->name(static_cast<at::Scalar>(*y)); }); \
    }

UNARY(neg)
UNARY(exp)
UNARY(log)
UNARY(sqrt)
UNARY(square)
UNARY(abs)
UNARY(tanh)
UNARY(sigmoid)
UNARY(relu)
UNARY(relu_)
UNARY(isfinite)
UNARY(clone)
UNARY(zero_)
UNARY(t)
UNARY(sum)
UNARY(mean)
UNARY(min)
UNARY(max)
UNARY(all)

BINARY(mul)
BINARY(div)
BINARY(minimum)
BINARY(maximum)
BINARY(matmul)
BINARY(ge)
BINARY(le)
BINARY(copy_)
BINARY(mul_)

WITH_SCALAR(mul)
WITH_SCALAR(div)
WITH_SCALAR(add)
WITH_SCALAR(pow)
WITH_SCALAR(ge)
WITH_SCALAR(le)
WITH_SCALAR(add_)
WITH_SCALAR(mul_)
WITH_SCALAR(fill_)

EXPORT Handle awactorch_rdiv_scalar(Handle x, const ScalarValue* numerator) {
    return tensor_of([&] { return static_cast<at::Scalar>(*numerator) / *x; });
}

EXPORT Handle awactorch_add(Handle x, Handle y, const ScalarValue* alpha) {
    return tensor_of([&] { return x->add(*y, *alpha); });
}

EXPORT Handle awactorch_add_(Handle x, Handle y, const ScalarValue* alpha) {
    return tensor_of([&] { return x->add_(*y, *alpha); });
}

EXPORT Handle awactorch_addcmul_(Handle x, Handle y, Handle z, const ScalarValue* value) {
    return tensor_of([&] { return x->addcmul_(*y, *z, *value); });
}

EXPORT Handle awactorch_addcdiv_(Handle x, Handle y, Handle z, const ScalarValue* value) {
    return tensor_of([&] { return x->addcdiv_(*y, *z, *value); });
}

// Either bound may be null.
EXPORT Handle awactorch_clamp(Handle x, const ScalarValue* low, const ScalarValue* high) {
    return tensor_of([&] {
        auto lower = low ? c10::optional<at::Scalar>(*low) : c10::nullopt;
        auto upper = high ? c10::optional<at::Scalar>(*high) : c10::nullopt;
        return x->clamp(lower, upper);
    });
}

EXPORT Handle awactorch_uniform_(Handle x, double from, double to) {
    return tensor_of([&] { return x->uniform_(from, to); });
}

EXPORT Handle awactorch_softplus(Handle x, double beta, double threshold) {
    return tensor_of([&] { return at::softplus(*x, beta, threshold); });
}

EXPORT Handle awactorch_softmax(Handle x, int64_t dimension) {
    return tensor_of([&] { return x->softmax(dimension); });
}

EXPORT Handle awactorch_sum_along(Handle x, int64_t dimension, int32_t keep) {
    return tensor_of([&] { return x->sum(dimension, keep != 0); });
}

EXPORT Handle awactorch_mean_along(Handle x, const int64_t* dimensions, int32_t count, int32_t keep) {
    return tensor_of([&] { return x->mean(at::IntArrayRef(dimensions, static_cast<size_t>(count)), keep != 0); });
}

EXPORT Handle awactorch_reshape(Handle x, const int64_t* sizes, int32_t dimensions) {
    return tensor_of([&] { return x->reshape({sizes, static_cast<size_t>(dimensions)}); });
}

EXPORT Handle awactorch_squeeze(Handle x, int64_t dimension) {
    return tensor_of([&] { return x->squeeze(dimension); });
}

EXPORT Handle awactorch_unsqueeze(Handle x, int64_t dimension) {
    return tensor_of([&] { return x->unsqueeze(dimension); });
}

EXPORT Handle awactorch_narrow(Handle x, int64_t dimension, int64_t start, int64_t length) {
    return tensor_of([&] { return x->narrow(dimension, start, length); });
}

// The bias may be null.
EXPORT Handle awactorch_linear(Handle x, Handle weight, Handle bias) {
    return tensor_of([&] { return at::linear(*x, *weight, bias ? c10::optional<at::Tensor>(*bias) : c10::nullopt); });
}

static std::vector<at::Tensor> list_of(Handle* tensors, int32_t count) {
    std::vector<at::Tensor> list;
    list.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; i++) {
        list.push_back(*tensors[i]);
    }
    return list;
}

EXPORT Handle awactorch_cat(Handle* tensors, int32_t count, int64_t dimension) {
    return tensor_of([&] { return at::cat(list_of(tensors, count), dimension); });
}

EXPORT Handle awactorch_stack(Handle* tensors, int32_t count, int64_t dimension) {
    return tensor_of([&] { return at::stack(list_of(tensors, count), dimension); });
}
