import { Router } from 'express'
import type { PageKit } from './page-kit.ts'
import { personOf } from './visit.ts'

/** `GET /`: where people begin. */
export function homeRoutes(kit: PageKit): Router {
  const router = Router()
  router.get('/', (req, res) => {
    kit.show(req, res, { name: 'home', title: kit.texts(res).menu.queue, data: { name: personOf(res).name } })
  })
  return router
}
