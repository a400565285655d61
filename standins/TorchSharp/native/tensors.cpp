// Life cycle, metadata, transfer and autograd of tensors, and the runtime's switches.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cstring>

thread_local std::string last_error;

void remember(const std::exception& error) {
    // The first line says what is wrong; libtorch appends a stack trace of its own.
    const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
    last_error = torch_error ? torch_error->what_without_backtrace() : error.what();
}

static at::Device device_of(int32_t type, int32_t index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

static at::TensorOptions options(int32_t dtype, int32_t device_type, int32_t device_index) {
    return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(device_of(device_type, device_index));
}

EXPORT const char* awactorch_last_error() { return last_error.c_str(); }

EXPORT void awactorch_dispose(Handle x) { delete x; }

EXPORT Handle awactorch_alias(Handle x) {
    return tensor_of([&] { return *x; });
}

EXPORT Handle awactorch_from_data(const void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype) {
    return tensor_of([&] {
        auto type = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        return at::from_blob(const_cast<void*>(data), {sizes, static_cast<size_t>(dimensions)}, type).clone();
    });
}

EXPORT Handle awactorch_full(
    const int64_t* sizes, int32_t dimensions, const ScalarValue* value, int32_t dtype, int32_t device_type, int32_t device_index) {
    return tensor_of([&] {
        return at::full({sizes, static_cast<size_t>(dimensions)}, *value, options(dtype, device_type, device_index));
    });
}

EXPORT Handle awactorch_to(
    Handle x, int32_t dtype, int32_t device_type, int32_t device_index, int32_t non_blocking, int32_t copy) {
    return tensor_of([&] { return x->to(options(dtype, device_type, device_index), non_blocking != 0, copy != 0); });
}

EXPORT Handle awactorch_pin_memory(Handle x) {
    return tensor_of([&] { return x->pin_memory(); });
}

EXPORT int32_t awactorch_copy_out(Handle x, void* target, int64_t bytes) {
    return done([&] {
        auto dense = x->detach().to(at::kCPU).contiguous();
        TORCH_CHECK(static_cast<int64_t>(dense.nbytes()) == bytes, "the target holds ", bytes, " bytes, the tensor ", dense.nbytes());
        std::memcpy(target, dense.data_ptr(), static_cast<size_t>(bytes));
    });
}

EXPORT int64_t awactorch_dimensions(Handle x) { return x->dim(); }
EXPORT void awactorch_sizes(Handle x, int64_t* sizes) { std::copy(x->sizes().begin(), x->sizes().end(), sizes); }
EXPORT int64_t awactorch_numel(Handle x) { return x->numel(); }
EXPORT int32_t awactorch_dtype(Handle x) { return static_cast<int32_t>(x->scalar_type()); }
EXPORT int32_t awactorch_device_type(Handle x) { return static_cast<int32_t>(x->device().type()); }
EXPORT int32_t awactorch_device_index(Handle x) { return x->device().index(); }
EXPORT int32_t awactorch_is_leaf(Handle x) { return x->is_leaf(); }
EXPORT int32_t awactorch_requires_grad(Handle x) { return x->requires_grad(); }

EXPORT int32_t awactorch_set_requires_grad(Handle x, int32_t required) {
    return done([&] { x->requires_grad_(required != 0); });
}

EXPORT int32_t awactorch_backward(Handle x) {
    return done([&] { x->backward(); });
}

// Null without an error where there is no gradient yet.
EXPORT Handle awactorch_grad(Handle x) {
    last_error.clear();
    const auto& gradient = x->grad();
    return gradient.defined() ? new at::Tensor(gradient) : nullptr;
}

EXPORT int32_t awactorch_set_grad(Handle x, Handle gradient) {
    return done([&] { x->mutable_grad() = gradient ? *gradient : at::Tensor(); });
}

EXPORT Handle awactorch_detach(Handle x) {
    return tensor_of([&] { return x->detach(); });
}

EXPORT int32_t awactorch_grad_mode() { return c10::GradMode::is_enabled(); }
EXPORT void awactorch_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

EXPORT int32_t awactorch_threads() { return at::get_num_threads(); }

EXPORT int32_t awactorch_set_threads(int32_t threads) {
    return done([&] { at::set_num_threads(threads); });
}

EXPORT int32_t awactorch_cuda_devices() { return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; }
