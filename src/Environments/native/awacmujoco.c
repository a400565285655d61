/* What the managed side needs of MuJoCo, with MuJoCo's fatal errors turned into return values. */
#include <mujoco/mujoco.h>
#include <mujoco/mjxmacro.h>

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define AWAC_API __attribute__((visibility("default")))
#define ERROR_SIZE 1000

enum { AWAC_OK = 0, AWAC_ENGINE_ERROR = 1, AWAC_DIVERGED = 2 };
enum { FIELD_DOUBLE = 0, FIELD_INT = 1, FIELD_BYTE = 2, FIELD_OTHER = 3 };

static _Thread_local jmp_buf escape;
static _Thread_local int guarded;
static _Thread_local char last_error[ERROR_SIZE];

/* MuJoCo's own handler ends the process; error handlers must not return, so this one jumps back to the guarded call. */
static void on_error(const char* message) {
  snprintf(last_error, sizeof(last_error), "%s", message);
  if (guarded) {
    longjmp(escape, 1);
  }
  fprintf(stderr, "MuJoCo: %s\n", message);
  abort();
}

/* MuJoCo's own handler writes MUJOCO_LOG.TXT to the working directory. What matters is read from mjData.warning. */
static void on_warning(const char* message) {
  (void)message;
}

/* Runs a statement; evaluates to 0, or to 1 after a MuJoCo error. The destination of longjmp is this frame, still alive. */
#define GUARDED(statement)       \
  (setjmp(escape) == 0           \
    ? (guarded = 1, (statement), guarded = 0, AWAC_OK) \
    : (guarded = 0, AWAC_ENGINE_ERROR))

__attribute__((constructor)) static void install_handlers(void) {
  mju_user_error = on_error;
  mju_user_warning = on_warning;
}

AWAC_API int awac_header_version(void) {
  return mjVERSION_HEADER;
}

AWAC_API int awac_library_version(void) {
  return mj_version();
}

AWAC_API const char* awac_last_error(void) {
  return last_error;
}

static mjVFS* make_vfs(const char* name, const char* xml, int size) {
  mjVFS* vfs = malloc(sizeof(mjVFS));
  if (!vfs) {
    return NULL;
  }
  mj_defaultVFS(vfs);
  if (mj_makeEmptyFileVFS(vfs, name, size) != 0) {
    free(vfs);
    return NULL;
  }
  memcpy(vfs->filedata[mj_findFileVFS(vfs, name)], xml, size);
  return vfs;
}

/* Compiles MJCF text; NULL on failure, with the reason in awac_last_error. Not reentrant: MuJoCo keeps the last parsed document. */
AWAC_API mjModel* awac_model_from_xml(const char* xml, int size) {
  static const char name[] = "model.xml";
  mjModel* volatile model = NULL;
  last_error[0] = 0;
  mjVFS* vfs = make_vfs(name, xml, size);
  if (!vfs) {
    snprintf(last_error, sizeof(last_error), "out of memory");
    return NULL;
  }
  if (GUARDED(model = mj_loadXML(name, vfs, last_error, ERROR_SIZE)) != AWAC_OK) {
    model = NULL;
  }
  (void)GUARDED(mj_freeLastXML());
  mj_deleteVFS(vfs);
  free(vfs);
  return model;
}

/* As above from a file, whose includes and meshes are found beside it. */
AWAC_API mjModel* awac_model_from_file(const char* path) {
  mjModel* volatile model = NULL;
  last_error[0] = 0;
  if (GUARDED(model = mj_loadXML(path, NULL, last_error, ERROR_SIZE)) != AWAC_OK) {
    model = NULL;
  }
  (void)GUARDED(mj_freeLastXML());
  return model;
}

/* A model of its own with the same contents; NULL on failure. */
AWAC_API mjModel* awac_model_copy(const mjModel* source) {
  mjModel* volatile model = NULL;
  last_error[0] = 0;
  if (GUARDED(model = mj_copyModel(NULL, source)) != AWAC_OK) {
    return NULL;
  }
  return model;
}

AWAC_API void awac_model_free(mjModel* model) {
  mj_deleteModel(model);
}

/* A physics option of mjOption by its name in mjmodel.h: writes its numbers (at most 5), returns how many, 0 when there is none. */
AWAC_API int awac_model_option(const mjModel* model, const char* option, double* values) {
#define X(type, name)                      \
  if (strcmp(option, #name) == 0) {        \
    values[0] = (double)model->opt.name;   \
    return 1;                              \
  }
  MJOPTION_SCALARS
#undef X
#define X(name, size)                                         \
  if (strcmp(option, #name) == 0) {                           \
    memcpy(values, model->opt.name, (size) * sizeof(double)); \
    return size;                                              \
  }
  MJOPTION_VECTORS
#undef X
  return 0;
}

AWAC_API const char* awac_model_name(const mjModel* model, int kind, int index) {
  return mj_id2name(model, kind, index);
}

AWAC_API int awac_model_index(const mjModel* model, int kind, const char* name) {
  return mj_name2id(model, kind, name);
}

#define FIELD_KIND(pointer) \
  _Generic((pointer), mjtNum*: FIELD_DOUBLE, int*: FIELD_INT, mjtByte*: FIELD_BYTE, default: FIELD_OTHER)

#define X(type, name, rows, columns)       \
  if (strcmp(field, #name) == 0) {         \
    *count = model->rows * (columns);      \
    *kind = FIELD_KIND(source->name);      \
    return source->name;                   \
  }

/* An array of mjModel by its name in mjmodel.h; NULL when there is none. */
AWAC_API void* awac_model_field(const mjModel* model, const char* field, int* count, int* kind) {
  const mjModel* source = model;
  MJMODEL_POINTERS_PREAMBLE(model)
  (void)nuser_body; (void)nuser_jnt; (void)nuser_geom; (void)nuser_site; (void)nuser_cam; (void)nuser_tendon;
  (void)nuser_actuator; (void)nuser_sensor; (void)nq; (void)nv; (void)na; (void)nu; (void)nmocap;
  MJMODEL_POINTERS
  return NULL;
}

/* An array of mjData by its name in mjdata.h; NULL when there is none. */
AWAC_API void* awac_data_field(const mjModel* model, const mjData* source, const char* field, int* count, int* kind) {
  MJDATA_POINTERS_PREAMBLE(model)
  MJDATA_POINTERS
  return NULL;
}

#undef X

AWAC_API mjData* awac_data_new(const mjModel* model) {
  mjData* volatile data = NULL;
  last_error[0] = 0;
  if (GUARDED(data = mj_makeData(model)) != AWAC_OK) {
    return NULL;
  }
  return data;
}

AWAC_API void awac_data_free(mjData* data) {
  mj_deleteData(data);
}

AWAC_API double awac_data_get_time(const mjData* data) {
  return data->time;
}

AWAC_API void awac_data_set_time(mjData* data, double time) {
  data->time = time;
}

AWAC_API int awac_reset(const mjModel* model, mjData* data) {
  return GUARDED(mj_resetData(model, data));
}

AWAC_API int awac_forward(const mjModel* model, mjData* data) {
  return GUARDED(mj_forward(model, data));
}

/* On a NaN or huge number MuJoCo resets the data and goes on; only these counters tell. */
static int divergences(const mjData* data) {
  return data->warning[mjWARN_BADQPOS].number + data->warning[mjWARN_BADQVEL].number
       + data->warning[mjWARN_BADQACC].number + data->warning[mjWARN_BADCTRL].number;
}

static void step_many(const mjModel* model, mjData* data, int count) {
  for (int i = 0; i < count; i++) {
    mj_step(model, data);
  }
}

AWAC_API int awac_step(const mjModel* model, mjData* data, int count) {
  int before = divergences(data);
  if (GUARDED(step_many(model, data, count)) != AWAC_OK) {
    return AWAC_ENGINE_ERROR;
  }
  return divergences(data) == before ? AWAC_OK : AWAC_DIVERGED;
}

/* Computes cfrc_ext, the contact forces on bodies, for where the last sub-step left the contacts. mj_step does so for force sensors only. */
AWAC_API int awac_contact_forces(const mjModel* model, mjData* data) {
  return GUARDED(mj_rnePostConstraint(model, data));
}

/* Dies by SIGSEGV as a defective engine would, to try out what comes after. Leaves no core file: a trial may die thousands of times. */
AWAC_API void awac_crash(void) {
  const struct rlimit none = { 0, 0 };
  (void)setrlimit(RLIMIT_CORE, &none);
  volatile int* volatile nowhere = NULL;
  *nowhere = 0;
}
