/* A plain loop over libmujoco: one recorded episode again and again, with nothing around it.
   usage: mujoco-loop MODEL.xml SUBSTEPS EPISODE [placed]
   EPISODE holds doubles: nq positions and nv velocities of the start; with "placed" the model's body_pos, body_quat and site_pos, which
   are written at every reset; then nu controls per step.
   Each count on standard input is answered by the seconds that so many steps took and the sum of the positions at the episode's last end. */
#include <mujoco/mujoco.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double* read_doubles(const char* path, long* count) {
  FILE* file = fopen(path, "rb");
  if (!file) {
    return NULL;
  }
  fseek(file, 0, SEEK_END);
  *count = ftell(file) / (long)sizeof(double);
  rewind(file);
  double* values = malloc(*count * sizeof(double));
  if (values && fread(values, sizeof(double), *count, file) != (size_t)*count) {
    free(values);
    values = NULL;
  }
  fclose(file);
  return values;
}

static const double* copy(double* to, const double* from, int count) {
  memcpy(to, from, count * sizeof(double));
  return from + count;
}

static void start(mjModel* model, mjData* data, const double* episode, int placed) {
  mj_resetData(model, data);
  const double* rest = copy(data->qvel, copy(data->qpos, episode, model->nq), model->nv);
  if (placed) {
    rest = copy(model->body_quat, copy(model->body_pos, rest, 3 * model->nbody), 4 * model->nbody);
    copy(model->site_pos, rest, 3 * model->nsite);
  }
  mj_forward(model, data);
}

int main(int argc, char** argv) {
  char error[1000] = "";
  mjModel* model = argc == 4 || argc == 5 ? mj_loadXML(argv[1], NULL, error, sizeof(error)) : NULL;
  long size = 0;
  double* episode = model ? read_doubles(argv[3], &size) : NULL;
  if (!episode) {
    fprintf(stderr, "usage: mujoco-loop MODEL.xml SUBSTEPS EPISODE [placed] (%s)\n", error);
    return 2;
  }
  int substeps = atoi(argv[2]), nq = model->nq, nv = model->nv, nu = model->nu;
  int placed = argc == 5, header = nq + nv + (placed ? 7 * model->nbody + 3 * model->nsite : 0);
  const double* controls = episode + header;
  long length = (size - header) / nu, next = 0, count;
  double* observation = malloc((nq + nv) * sizeof(double));
  double end = 0;
  mjData* data = mj_makeData(model);
  while (scanf("%ld", &count) == 1) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < count; i++) {
      if (next == 0) {
        start(model, data, episode, placed);
      }
      memcpy(data->ctrl, controls + next * nu, nu * sizeof(double));
      for (int s = 0; s < substeps; s++) {
        mj_step(model, data);
      }
      memcpy(observation, data->qpos, nq * sizeof(double));
      memcpy(observation + nq, data->qvel, nv * sizeof(double));
      next = (next + 1) % length;
      if (next == 0) {
        end = 0;
        for (int i = 0; i < nq; i++) {
          end += observation[i];
        }
      }
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.9f %.17g\n", (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec), end);
    fflush(stdout);
  }
  return 0;
}
