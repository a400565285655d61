// What both halves of the shim share: handles, scalars, and how libtorch's exceptions become error texts.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

#define EXPORT extern "C" __attribute__((visibility("default")))

using Handle = at::Tensor*;

// Layout shared with the managed NativeScalar.
struct ScalarValue {
    int32_t is_integral;
    int64_t integer;
    double real;

    operator at::Scalar() const { return is_integral ? at::Scalar(integer) : at::Scalar(real); }
};

// Text of the last failure on this thread.
extern thread_local std::string last_error;

void remember(const std::exception& error);

// Runs a call that yields a tensor; null stands for a failure.
template <class Call>
Handle tensor_of(Call&& call) noexcept {
    try {
        return new at::Tensor(call());
    } catch (const std::exception& error) {
        remember(error);
        return nullptr;
    }
}

// Runs a call for its effect; 0 stands for success.
template <class Call>
int32_t done(Call&& call) noexcept {
    try {
        call();
        return 0;
    } catch (const std::exception& error) {
        remember(error);
        return 1;
    }
}
